package sla

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"runtime"
	"sync"
	"weak"
)

// shared lets calendars that agree hold the same years and indexes. It only
// saves memory and work: what is in it equals what would be made anew, and
// goes when the last calendar that holds it goes. So it may be the package's:
// two desks of a process share years, and neither can tell.
type shared[V any] struct {
	lock sync.Mutex
	made map[sharedKey]weak.Pointer[V]
}

type sharedKey [sha256.Size]byte

var (
	sharedYears   shared[year]
	sharedIndexes shared[index]
)

// get is the value made for the key, or one made now. The making is outside of
// the lock: it may be done twice, but all get the same.
func (s *shared[V]) get(key sharedKey, make func() *V) *V {
	if v := s.find(key); v != nil {
		return v
	}
	v := make()
	s.lock.Lock()
	defer s.lock.Unlock()
	if other := s.made[key].Value(); other != nil {
		return other
	}
	if s.made == nil {
		s.made = map[sharedKey]weak.Pointer[V]{}
	}
	s.made[key] = weak.Make(v)
	runtime.AddCleanup(v, s.forget, key)
	return v
}

func (s *shared[V]) find(key sharedKey) *V {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.made[key].Value()
}

// forget drops what no calendar holds any more.
func (s *shared[V]) forget(key sharedKey) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.made[key].Value() == nil {
		delete(s.made, key)
	}
}

// makeYear makes a year of the rules, or finds it made.
func (r *rules) makeYear(y int, shift int64) *year {
	first := firstDay(y) - baseDay
	last := firstDay(y+1) - baseDay - 1
	from, to := max(first-margin, firstDay(minYear)-baseDay), min(last+margin, firstDay(maxYear+1)-baseDay-1)
	plans := make([][]Shift, 0, to-from+1)
	for n := from; n <= to; n++ {
		plans = append(plans, r.plan(n).shifts)
	}
	key := yearKey(r.zone, y, shift, plans)
	return sharedYears.get(key, func() *year {
		made := makeYear(spansOf(r.loc, plans, from), yearStart(y, shift), first, last)
		made.key = key
		return made
	})
}

// yearKey tells years apart by what they are, however that was described.
func yearKey(zone string, year int, shift int64, plans [][]Shift) sharedKey {
	b := append([]byte(zone), 0)
	b = binary.LittleEndian.AppendUint64(b, uint64(year))
	b = binary.LittleEndian.AppendUint64(b, uint64(shift))
	for _, shifts := range plans {
		for _, s := range shifts {
			b = binary.LittleEndian.AppendUint32(b, uint32(s.from))
			b = binary.LittleEndian.AppendUint32(b, uint32(s.to))
		}
		b = binary.LittleEndian.AppendUint32(b, math.MaxUint32)
	}
	return sha256.Sum256(b)
}

// makeIndex makes an index of shared years, or finds it made.
func makeIndex(lo int, years []*year, shift int64) *index {
	b := binary.LittleEndian.AppendUint64(nil, uint64(lo))
	b = binary.LittleEndian.AppendUint64(b, uint64(shift))
	for _, y := range years {
		b = append(b, y.key[:]...)
	}
	return sharedIndexes.get(sha256.Sum256(b), func() *index { return newIndex(lo, years, shift) })
}
