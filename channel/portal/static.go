package portal

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
)

//go:embed static/portal.css
var css []byte

//go:embed static/work.css
var workCSS []byte

// asset is a file of the pages. Its name has a hash of what is in it, so that
// browsers may keep it for good.
type asset struct {
	name, kind string
	body       []byte
}

func style() asset {
	body := slices.Concat(css, workCSS) // the layers are named in the first
	sum := sha256.Sum256(body)
	return asset{name: "portal-" + hex.EncodeToString(sum[:6]) + ".css", kind: "text/css; charset=utf-8", body: body}
}

func (a asset) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.body) // whoever went away needs no answer
}
