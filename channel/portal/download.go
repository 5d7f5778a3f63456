package portal

import (
	"io"
	"strconv"

	"github.com/helpdesk-go/helpdesk/internal/spool"
)

// download answers with a file, which is gone then. Its name is the desk's own: nothing
// in it comes from what anybody wrote.
func (v *visit) download(file *spool.File, name, contentType string) {
	defer func() {
		if err := file.Close(); err != nil {
			v.Log.ErrorContext(v.ctx, "a temporary file is left", "error", err)
		}
	}()
	h := v.w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.FormatInt(file.Size, 10))
	h.Set("Cache-Control", "no-store")
	_, _ = io.Copy(v.w, file) // whoever went away needs no answer
}
