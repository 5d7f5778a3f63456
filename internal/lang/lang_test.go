package lang_test

import (
	"slices"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/lang"
)

func TestBothLanguagesHaveTheSameTexts(t *testing.T) {
	t.Parallel()
	ru, en := lang.In("ru").Keys(), lang.In("en").Keys()
	for _, k := range ru {
		if !slices.Contains(en, k) {
			t.Errorf("%s is not there in English", k)
		}
	}
	for _, k := range en {
		if !slices.Contains(ru, k) {
			t.Errorf("%s is not there in Russian", k)
		}
	}
}

func TestATextIsSaidInItsLanguageOrByItsKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, key, want string }{
		{"ru", "time.now", "сейчас"},
		{"en", "time.now", "now"},
		{"fr", "time.now", "now"},
		{"ru", "nothing.of.the.kind", "nothing.of.the.kind"},
	} {
		if got := lang.In(c.code).Text(c.key, nil); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.code, c.key, got, c.want)
		}
	}
}

func TestParamsAreFilledIn(t *testing.T) {
	t.Parallel()
	got := lang.In("en").Text("fault.too_long", map[string]string{"max": "200"})
	if want := "This is too long: 200 characters at most."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNumbersTakeTheirForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code string
		n    int
		want string
	}{
		{"ru", 1, "1 обращение"}, {"ru", 2, "2 обращения"}, {"ru", 5, "5 обращений"}, {"ru", 11, "11 обращений"}, {"ru", 21, "21 обращение"},
		{"en", 1, "1 request"}, {"en", 2, "2 requests"},
	} {
		if got := lang.In(c.code).Count("requests", c.n); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	for _, c := range []struct {
		code string
		n    float64
		want string
	}{{"ru", 1, "1 рабочий день"}, {"ru", 2, "2 рабочих дня"}, {"ru", -10, "10 рабочих дней"}, {"ru", 1.44, "1,4 рабочего дня"}, {"en", 2.5, "2.5 working days"}} {
		if got := lang.In(c.code).Days(c.n); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestDurationsAreToldInTwoUnits(t *testing.T) {
	t.Parallel()
	ru := lang.In("ru")
	for d, want := range map[time.Duration]string{
		10 * time.Second:                "меньше минуты",
		45 * time.Minute:                "45\u00a0мин",
		200 * time.Minute:               "3\u00a0ч 20\u00a0мин",
		-24 * time.Hour:                 "1\u00a0д",
		52*time.Hour + 30*time.Minute:   "2\u00a0д 4\u00a0ч",
		100*24*time.Hour + 59*time.Hour: "102\u00a0д 11\u00a0ч",
	} {
		if got := ru.Duration(d); got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
	if got, want := ru.Working(30*time.Hour), "30\u00a0ч"; got != want {
		t.Errorf("working time: got %q, want %q", got, want)
	}
}

func TestInstantsAreToldAsOneWouldSayThem(t *testing.T) {
	t.Parallel()
	msk := time.FixedZone("MSK", 3*3600)
	now := time.Date(2026, 11, 26, 20, 30, 0, 0, msk)
	for _, c := range []struct {
		t      time.Time
		ru, en string
	}{
		{now, "сегодня, 20:30", "today, 20:30"},
		{time.Date(2026, 11, 26, 21, 30, 0, 0, time.UTC), "завтра, 00:30", "tomorrow, 00:30"},
		{now.AddDate(0, 0, -1), "вчера, 20:30", "yesterday, 20:30"},
		{time.Date(2026, 12, 4, 18, 0, 0, 0, msk), "пт 4 декабря, 18:00", "Fri 4 December, 18:00"},
		{time.Date(2027, 1, 11, 9, 0, 0, 0, msk), "11 января 2027, 09:00", "11 January 2027, 09:00"},
	} {
		if got := lang.In("ru").Time(c.t, now, msk); got != c.ru {
			t.Errorf("got %q, want %q", got, c.ru)
		}
		if got := lang.In("en").Time(c.t, now, msk); got != c.en {
			t.Errorf("got %q, want %q", got, c.en)
		}
	}
	if got, want := lang.In("en").Exact(now, msk), "26 November 2026, 20:30:00 MSK"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheBrowsersWishIsMatched(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]string{
		"ru-RU,ru;q=0.9,en;q=0.8": "ru", "en-GB": "en", "de,en;q=0.5": "en", "zh": "", "": "", "\x00;;q=x": "",
	} {
		if got := lang.Match(accept); got != want {
			t.Errorf("%q: got %q, want %q", accept, got, want)
		}
	}
}
