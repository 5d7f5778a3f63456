//go:build !unix

package pgtest

import (
	"fmt"
	"os/exec"
)

// owner is the user as whom a server runs.
type owner struct{}

// own says that a server cannot be started here: it needs a socket and a shell of Unix.
func own(string) (*owner, error) {
	return nil, fmt.Errorf("%w; on this system only a server that is named is used", ErrNone)
}

func as(*exec.Cmd, *owner) {}
