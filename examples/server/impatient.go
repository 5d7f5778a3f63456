package main

import (
	"context"
	"net"
	"time"
)

// dialer makes connections that do not wait for ever.
type dialer struct{ silence time.Duration }

// Dial connects.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, connectWithin)
}

// DialTimeout connects within a time.
func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext connects while ctx lasts.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	var plain net.Dialer
	c, err := plain.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &impatient{Conn: c, silence: d.silence}, nil
}

// impatient is a connection on which nothing may take longer than the silence, nor
// longer than until the deadline that is set. Nobody reads from one that is idle.
type impatient struct {
	net.Conn
	silence  time.Duration
	deadline time.Time // zero for none
}

// SetDeadline bounds everything that comes, until it is set anew. It is called between
// reads and writes, not beside them.
func (c *impatient) SetDeadline(t time.Time) error {
	c.deadline = t
	return c.Conn.SetDeadline(t)
}

// Read waits no longer than it may.
func (c *impatient) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(c.soon()); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

// Write waits no longer than it may.
func (c *impatient) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(c.soon()); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

func (c *impatient) soon() time.Time {
	soon := time.Now().Add(c.silence)
	if !c.deadline.IsZero() && c.deadline.Before(soon) {
		return c.deadline
	}
	return soon
}
