package main

import (
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/alexedwards/scs/v2"

	"github.com/helpdesk-go/helpdesk"
)

// door lets people in: by a link that was printed in the terminal, or as a program
// by the same token. It knows them only as long as the process lives.
type door struct {
	people   map[[sha256.Size]byte]string // digest of the token → the person's id
	sessions *scs.SessionManager
}

// personKey is where a session keeps who is signed in.
const personKey = "person"

func newDoor(public *url.URL) *door {
	s := scs.New()
	s.Cookie.Name = "helpdesk"
	s.Cookie.HttpOnly = true
	s.Cookie.SameSite = http.SameSiteLaxMode
	s.Cookie.Secure = public.Scheme == "https"
	return &door{people: map[[sha256.Size]byte]string{}, sessions: s}
}

// key makes a token of at least 128 random bits for a person. What is kept is its
// digest, and looking that up tells nothing by the time it takes.
func (d *door) key(person string) string {
	token := rand.Text()
	d.people[sha256.Sum256([]byte(token))] = person
	return token
}

func (d *door) holder(token string) (string, bool) {
	person, ok := d.people[sha256.Sum256([]byte(token))]
	return person, ok
}

// authenticate tells who asks: the bearer of a token, else who is signed in.
func (d *door) authenticate(r *http.Request) (helpdesk.Actor, error) {
	if given := r.Header.Get("Authorization"); given != "" {
		scheme, token, _ := strings.Cut(given, " ")
		if person, ok := d.holder(strings.TrimSpace(token)); ok && strings.EqualFold(scheme, "Bearer") {
			return helpdesk.Person(person), nil
		}
		return helpdesk.Actor{}, unauthorized("the token is not one of those that were printed at the start")
	}
	if person := d.sessions.GetString(r.Context(), personKey); person != "" {
		return helpdesk.Person(person), nil
	}
	return helpdesk.Actor{}, unauthorized("nobody is signed in")
}

func unauthorized(why string) error {
	return &helpdesk.Error{Code: helpdesk.Unauthorized, Op: "authenticate", Err: errors.New(why)}
}

//go:embed signin.html
var signInPage []byte

// signIn takes the token of a link, or says where the links are.
func (d *door) signIn(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	person, ok := d.holder(r.URL.Query().Get("token"))
	if !ok || !fromHere(r) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write(signInPage)
		return
	}
	if err := d.sessions.RenewToken(r.Context()); err != nil {
		http.Error(w, "the session could not be made", http.StatusInternalServerError)
		return
	}
	d.sessions.Put(r.Context(), personKey, person)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// signOut forgets who was signed in.
func (d *door) signOut(w http.ResponseWriter, r *http.Request) {
	if err := d.sessions.Destroy(r.Context()); err != nil {
		http.Error(w, "the session could not be ended", http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
}

// leave is signOut for those who follow a link of ours; a link of another site signs
// nobody out.
func (d *door) leave(w http.ResponseWriter, r *http.Request) {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		http.Redirect(w, r, "/", http.StatusSeeOther)
	default:
		d.signOut(w, r)
	}
}

// fromHere tells whether a request comes from this machine and was not passed on by
// a proxy for another.
func fromHere(r *http.Request) bool {
	if r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		return false
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}
