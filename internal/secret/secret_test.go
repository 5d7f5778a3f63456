package secret_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/helpdesk-go/helpdesk/internal/secret"
)

const password = "hunter2"

// holder has a secret where everybody sees it, and where fmt cannot ask it.
type holder struct {
	Open   secret.Of[string]
	hidden secret.Of[struct{ User, Password string }]
	deep   []map[string]*inner
}

type inner struct{ hidden secret.Of[[]byte] }

func TestTrust_X19_ASecretSaysNothingOfItself(t *testing.T) {
	t.Parallel()
	s := secret.Keep(password)
	h := holder{s, secret.Keep(struct{ User, Password string }{"anna", password}), []map[string]*inner{{"x": {secret.Keep([]byte(password))}}}}
	var told []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10v", "%p"} {
		for _, x := range []any{s, &s, h, &h, []any{s, h}, map[string]any{"s": s, "h": h}, fmt.Errorf("wrapped: %v", s), errors.Join(fmt.Errorf("joined: %v", h))} {
			told = append(told, fmt.Sprintf(verb, x))
		}
	}
	for _, x := range []any{s, &s, h, map[string]any{"s": s}} {
		asJSON, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		asYAML, err := yaml.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, string(asJSON), string(asYAML))
	}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("it is "+s.String(), "s", s, "h", h, slog.Group("g", "s", &s))
	}
	told = append(told, log.String())
	if got := string(h.deep[0]["x"].hidden.Reveal()) + h.hidden.Reveal().Password; got != password+password {
		t.Errorf("revealed %q", got)
	}
	for _, text := range told {
		lower := strings.ToLower(text)
		if strings.Contains(lower, password) || strings.Contains(lower, fmt.Sprintf("%x", password)) || strings.Contains(text, fmt.Sprint([]byte(password))) {
			t.Errorf("told: %s", text)
		}
	}
	if !strings.Contains(log.String(), secret.Redacted) || fmt.Sprint(s) != secret.Redacted {
		t.Errorf("nothing says that there is a secret: %v, %s", s, log.String())
	}
}

func TestWhoNeedsASecretRevealsIt(t *testing.T) {
	t.Parallel()
	if got := secret.Keep(password).Reveal(); got != password {
		t.Errorf("got %q", got)
	}
	var none secret.Of[string]
	if got := none.Reveal(); got != "" {
		t.Errorf("got %q", got)
	}
}
