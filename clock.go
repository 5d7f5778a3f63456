package helpdesk

import (
	"context"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
)

// mostApart is how far the desk's clock may be from the store's.
const mostApart = 5 * time.Second

// agree compares the desk's clock with that of the store. Where they are too far apart
// it is Unavailable: what this process holds for due may not be.
func (d *Desk) agree(ctx context.Context) error {
	clocked, has := d.store.(storage.Clocked)
	if !has || d.apart < 0 {
		return nil
	}
	began := d.now()
	theirs, err := clocked.Time(ctx)
	if err != nil {
		return err
	}
	ours := began.Add(d.now().Sub(began) / 2) // the answer was made about half way through
	apart := ours.Sub(theirs)
	far := apart.Abs() > d.apart
	if was := d.skewed.Swap(far); far && !was {
		d.log.Error("the clock is too far from the store's: nothing is claimed", "apart", apart, "allowed", d.apart)
	} else if was && !far {
		d.log.Info("the clock agrees with the store's again", "apart", apart)
	}
	if far {
		return &Error{Code: Unavailable, Reason: "clock_apart", Params: params("apart", apart.Round(time.Millisecond).String(), "max", d.apart.String())}
	}
	return nil
}
