package sqlite_test

import (
	"testing"

	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

func number(t *testing.T, s *sqlite.Store) int64 {
	t.Helper()
	n, err := s.Number(t.Context(), "it", "2026")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// With 15 at a time the next block is being leased when the stop comes.
func TestAStopGivesTheRestOfTheNumbersBack(t *testing.T) {
	t.Parallel()
	_, path := desksAt(t)
	want := int64(0)
	for _, some := range []int{7, 15, 7, 60, 15} {
		s, err := sqlite.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		for range some {
			want++
			if n := number(t, s); n != want {
				t.Fatalf("number %d, want %d", n, want)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNumbersAreNotRepeatedWhenTheirHolderDies(t *testing.T) {
	t.Parallel()
	died, path := desksAt(t)
	last := number(t, died)
	heir := opened(t, path)
	if n := number(t, heir); n <= last {
		t.Errorf("number %d after %d", n, last)
	}
}

func TestABlockThatIsNotTheNewestIsNotGivenBack(t *testing.T) {
	t.Parallel()
	_, path := desksAt(t)
	first, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	given := map[int64]bool{number(t, first): true}
	second := opened(t, path)
	given[number(t, second)] = true
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	third := opened(t, path)
	for range 60 {
		for _, s := range []*sqlite.Store{second, third} {
			n := number(t, s)
			if given[n] {
				t.Fatalf("number %d is given twice", n)
			}
			given[n] = true
		}
	}
}
