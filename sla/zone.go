package sla

import (
	"sort"
	"time"
)

// period is a stretch of time with one offset from UTC.
type period struct {
	start  int64 // Unix seconds
	offset int64 // seconds east of UTC
}

// walls turns clock times of a zone into instants.
type walls []period

// wallsOf lists the periods of a zone between two instants. Neighbours may
// have the same offset.
//
// On the last day of a leap year time.ZoneBounds can name an end that has
// passed (seen with Go 1.26, far in the future); no zone changes on that day.
func wallsOf(loc *time.Location, from, to int64) walls {
	var w walls
	for t := time.Unix(from, 0).In(loc); ; {
		_, offset := t.Zone()
		w = append(w, period{t.Unix(), int64(offset)})
		_, end := t.ZoneBounds()
		if end.IsZero() {
			return w
		}
		if !end.After(t) {
			end = t.Add(24 * time.Hour)
		}
		if end.Unix() > to {
			return w
		}
		t = end
	}
}

// instant is the first instant at which the clock on the wall shows the given
// time (seconds since 1970 by that clock) or a later one: a time that is
// skipped is the instant of the skip, of a time shown twice it is the first.
func (w walls) instant(wall int64) int64 {
	// Before 26 hours ago no zone shows this time yet.
	i := sort.Search(len(w), func(i int) bool { return w[i].start > wall-26*hourSeconds })
	for i = max(i-1, 0); ; i++ {
		t := max(wall-w[i].offset, w[i].start)
		if i+1 == len(w) || t < w[i+1].start {
			return t
		}
	}
}
