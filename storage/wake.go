package storage

import "context"

// Waking is an extra power: a store through which processes wake each other, so that
// what one has written is looked at by the others before they would look by themselves.
// It is a courtesy and no promise: whoever listens still looks now and then.
type Waking interface {
	// Wake tells whoever listens to the desk, in any process, that something may be
	// there for him. It waits for nothing and cannot fail; calls that come together
	// are one.
	Wake(desk string)
	// Listen gives a channel that holds something whenever there may be something to
	// look at since it was emptied: after a Wake, and once it is connected and each
	// time that it is again, as what was said before may have been missed. It ends
	// with ctx. The channel is nil if this store cannot listen.
	Listen(ctx context.Context, desk string) <-chan struct{}
}
