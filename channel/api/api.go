// Package api reaches a desk over HTTP: JSON for every verb and every read of a
// session, errors as problem documents (RFC 9457), and an OpenAPI 3.1 document that
// describes it all.
//
//	handler, err := api.New(desk, api.Config{Authenticate: whoIsIt})
//	…
//	mux.Handle("/api/v1/", handler)
//
// A ticket is named by its id or its number. Instants are RFC 3339 with a zone,
// durations are written like "1h30m". Three headers go with every verb:
//
//   - Idempotency-Key makes it safe to send a request again: the answer is the first one's.
//   - If-Match takes the ETag that a ticket was read with; when the ticket has moved on
//     since, nothing is done and the answer is 412.
//   - Helpdesk-On-Behalf-Of names the requester whose verb one of the staff carries out.
package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"github.com/helpdesk-go/helpdesk"
)

// Config says how the API is reached and by whom.
type Config struct {
	// BasePath is where the handler is mounted, "/api/v1" when empty. It begins with a
	// slash and does not end with one.
	BasePath string
	// Authenticate tells who is asking. Its error is answered as Unauthorized, unless it
	// is a *helpdesk.Error of another code. Every request is Unauthorized when nil.
	Authenticate func(*http.Request) (helpdesk.Actor, error)
	// TrustedOrigins are origins like "https://intranet.example.com" whose pages may
	// change things. Pages of the API's own origin, and programs, always may.
	TrustedOrigins []string
	// MaxBody is how many bytes a request's body may have, 8 MiB when 0.
	MaxBody int64
	// Log takes what operators should know: failures that are not the client's. Silent when nil.
	Log *slog.Logger
}

// The values of an empty Config.
const (
	defaultBasePath = "/api/v1"
	defaultMaxBody  = 8 << 20
)

// api is the handler that New makes.
type api struct {
	Config
	desk   *helpdesk.Desk
	origin *http.CrossOriginProtection
	mux    *http.ServeMux
}

// New makes a handler for everything below Config.BasePath. The error tells what is
// wrong with the Config.
func New(desk *helpdesk.Desk, c Config) (http.Handler, error) {
	a := &api{Config: c, desk: desk, origin: http.NewCrossOriginProtection(), mux: http.NewServeMux()}
	if desk == nil {
		return nil, errors.New("api: a desk is needed")
	}
	if a.BasePath == "" {
		a.BasePath = defaultBasePath
	}
	if a.BasePath == "/" || !strings.HasPrefix(a.BasePath, "/") || path.Clean(a.BasePath) != a.BasePath || strings.ContainsAny(a.BasePath, " {}%?#") {
		return nil, fmt.Errorf("api: BasePath %q is not written like %q", c.BasePath, defaultBasePath)
	}
	for _, origin := range c.TrustedOrigins {
		if err := a.origin.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("api: TrustedOrigins: %w", err)
		}
	}
	if a.MaxBody <= 0 {
		a.MaxBody = defaultMaxBody
	}
	if a.Log == nil {
		a.Log = slog.New(slog.DiscardHandler)
	}
	return a, a.mount()
}

// mount puts every route and the document that describes them into the mux.
func (a *api) mount() error {
	d := newDocument(a.BasePath)
	for _, list := range [][]route{ticketVerbs(), workVerbs(), ticketReads(), requestReads(), peopleRoutes(), leavingRoutes(), contractRoutes(), billingRoutes(), deskReads(), versionRoutes(), noticeRoutes(), closingVerbs(), linkRoutes(), stopwatchRoutes(), planReads(), deliveryRoutes(), privacyRoutes(), whyNotRoutes()} {
		for _, rt := range list {
			rt.input = d.describe(rt)
			a.mux.HandleFunc(rt.method+" "+a.BasePath+rt.path, a.serve(rt))
		}
	}
	asJSON, asYAML, err := d.write()
	if err != nil {
		return fmt.Errorf("api: the document: %w", err)
	}
	a.mux.HandleFunc("GET "+a.BasePath+"/openapi.json", a.file("application/openapi+json", func() ([]byte, error) { return asJSON, nil }))
	a.mux.HandleFunc("GET "+a.BasePath+"/openapi.yaml", a.file("application/openapi+yaml", asYAML))
	return nil
}

func (a *api) file(contentType string, content func() ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text, err := content()
		if err != nil {
			a.problem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(text) // who has gone needs no answer
	}
}

// ServeHTTP answers a request. What no route takes is answered as a problem too.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := a.origin.Check(r); err != nil {
		a.problem(w, r, &helpdesk.Error{Code: helpdesk.Forbidden, Reason: reasonCrossOrigin})
		return
	}
	if _, pattern := a.mux.Handler(r); pattern != "" {
		a.mux.ServeHTTP(w, r)
		return
	}
	allowed := a.methods(r)
	if len(allowed) == 0 {
		a.problem(w, r, &helpdesk.Error{Code: helpdesk.NotFound, Reason: reasonNoRoute, Params: map[string]string{"path": r.URL.Path}})
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	a.problem(w, r, &helpdesk.Error{Code: helpdesk.Invalid, Reason: reasonMethod, Params: map[string]string{
		"got": r.Method, "allowed": strings.Join(allowed, ", "),
	}})
}

// methods are those that the request's path takes.
func (a *api) methods(r *http.Request) []string {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := a.mux.Handler(other); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}
