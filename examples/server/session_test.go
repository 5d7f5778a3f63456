package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
)

// TestTrust_X11_… signs one browser in as two people, one after the other, and keeps every
// cookie that it was ever given.
func TestTrust_X11_ASessionIsAnotherOneAtEachSigningInAndGoneAtOnce(t *testing.T) {
	t.Parallel()
	r := serving(t, "--db", filepath.Join(t.TempDir(), "helpdesk.db"))
	here, err := url.Parse(r.base)
	if err != nil {
		t.Fatal(err)
	}
	guest := browser(t)
	var given []*http.Cookie
	for _, person := range []string{"Анна Кузнецова", "Елена Орлова", "Анна Кузнецова"} {
		get(t, guest, r.links[person])
		now := guest.Jar.Cookies(here)
		if len(now) != 1 || len(now[0].Value) < 43 { // 256 bits
			t.Fatalf("cookies of %s: %v", person, now)
		}
		given = append(given, now[0])
	}
	ask := func(c *http.Cookie) int {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.base+"/api/v1/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.AddCookie(c)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	for i, want := range []int{http.StatusUnauthorized, http.StatusUnauthorized, http.StatusOK} {
		if got := ask(given[i]); got != want {
			t.Errorf("the cookie of sign-in %d is answered with %d, want %d", i+1, got, want)
		}
	}
	answer, err := guest.PostForm(r.base+"/signout", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if got := ask(given[2]); got != http.StatusUnauthorized {
		t.Errorf("after signing out the cookie is answered with %d", got)
	}
	for _, made := range []*http.Cookie{{Name: given[0].Name, Value: ""}, {Name: given[0].Name, Value: "0"}, {Name: given[0].Name, Value: "null"}} {
		if got := ask(made); got != http.StatusUnauthorized {
			t.Errorf("%q is answered with %d", made.Value, got)
		}
	}
}
