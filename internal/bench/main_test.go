package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
)

// What comes out is not judged: a test machine has other things to do.
func TestAShortRunMeasuresWhatItSays(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := run(t.Context(), &out, options{round: 20 * time.Millisecond, rounds: 1, tickets: 2000, timers: 100}, "sqlite,reads")
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Lacks(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"SQLite: Open, the built-in directory", "50 rows 100 % down", "A ticket with its story among 2000"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the table has no line %q:\n%s", line, out.String())
		}
	}
}

func TestAPartThatIsNotThereIsNamedWithThoseThatAre(t *testing.T) {
	t.Parallel()
	err := run(t.Context(), &bytes.Buffer{}, options{}, "speed")
	if err == nil || !strings.Contains(err.Error(), `"speed"`) || !strings.Contains(err.Error(), "create") {
		t.Errorf("error %v", err)
	}
}
