package postgres_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

func TestTrust_X19_AStoreAndItsConfigTellNoPassword(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"postgres://helpdesk:hunter2@127.0.0.1:1/it?sslmode=disable", "user=helpdesk password=hunter2 host=127.0.0.1 port=1 sslmode=disable"} {
		s, err := postgres.Open(dsn, postgres.Config{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		c := postgres.Config{Direct: postgres.DSN(dsn)}
		type hidden struct {
			config postgres.Config
			store  *postgres.Store
		}
		var told []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			for _, x := range []any{c, &c, c.Direct, s, hidden{postgres.Config{}, s}, errors.Join(fmt.Errorf("%v", c), s.Ready(t.Context()))} {
				told = append(told, fmt.Sprintf(verb, x))
			}
		}
		asJSON, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
			slog.New(h).Info("opened", "config", c, "dsn", c.Direct, "store", s)
		}
		for _, text := range append(told, string(asJSON), log.String()) {
			if strings.Contains(text, "hunter2") || strings.Contains(text, fmt.Sprintf("%x", "hunter2")) {
				t.Errorf("told: %s", text)
			}
		}
		if string(c.Direct) != dsn {
			t.Errorf("who asks for it gets %q", string(c.Direct))
		}
	}
}
