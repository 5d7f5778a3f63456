package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/api"
	"github.com/helpdesk-go/helpdesk/channel/portal"
)

// pages is everything that the server answers.
func pages(desk *helpdesk.Desk, door *door, log *slog.Logger) (http.Handler, error) {
	people, err := portal.New(desk, portal.Config{
		BasePath: "/", Authenticate: door.authenticate, SignIn: "/signin", SignOut: "/signout", Log: log,
	})
	if err != nil {
		return nil, err
	}
	programs, err := api.New(desk, api.Config{BasePath: "/api/v1", Authenticate: door.authenticate, Log: log})
	if err != nil {
		return nil, err
	}
	known := http.NewServeMux()
	known.Handle("/", people)
	known.Handle("/api/v1/", programs)
	known.HandleFunc("GET /signin", door.signIn)
	known.HandleFunc("POST /signout", door.signOut)
	known.HandleFunc("GET /signout", door.leave)

	all := http.NewServeMux()
	all.Handle("/", http.NewCrossOriginProtection().Handler(door.sessions.LoadAndSave(bounded(known))))
	all.HandleFunc("GET /healthz", healthy)
	all.HandleFunc("GET /readyz", ready(desk, log))
	return logged(all, log), nil
}

// answerWithin is how long the store may take for all that one request asks of it.
// Then the answer is that it is not available.
const answerWithin = 5 * time.Second

// searchWithin is how long it may take where all that the desk has is gone through. What
// takes longer is for the command line: an erasing that was broken off goes on there.
const searchWithin = 50 * time.Second

// searching are the addresses where that is done.
var searching = []string{"/people/*/data", "/privacy/retention", "/api/v1/people/*/erasure", "/api/v1/retention"}

func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		within := answerWithin
		for _, pattern := range searching {
			if is, _ := path.Match(pattern, r.URL.Path); is {
				within = searchWithin
			}
		}
		ctx, cancel := context.WithTimeout(r.Context(), within)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// healthy: the process lives.
func healthy(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") }

// outward is what anybody may be told of an error: what the desk says of it, but not its
// cause, in which addresses stand.
func outward(err error) string {
	var known *helpdesk.Error
	if !errors.As(err, &known) {
		return helpdesk.Internal.Error()
	}
	return (&helpdesk.Error{Code: known.Code, Reason: known.Reason, Params: known.Params}).Error()
}

// ready: the desk can be used. Why it cannot, the log tells in full.
func ready(desk *helpdesk.Desk, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := desk.Ready(ctx); err != nil {
			log.Warn("not ready", "error", err)
			w.Header().Set("Retry-After", "1")
			answer(w, http.StatusServiceUnavailable, "not ready: "+outward(err))
			return
		}
		answer(w, http.StatusOK, "ready")
	}
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

// logged writes a line for each request: never its query, in which a token may be.
func logged(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &witness{ResponseWriter: w, status: http.StatusOK}
		start := time.Now()
		next.ServeHTTP(seen, r)
		log.Info("request", "method", r.Method, "path", r.URL.Path, "status", seen.status, "took", time.Since(start))
	})
}

// witness remembers the status that was answered.
type witness struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status and passes it on.
func (w *witness) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is behind.
func (w *witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }
