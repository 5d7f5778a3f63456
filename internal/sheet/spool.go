package sheet

import (
	"io"
	"iter"

	"github.com/helpdesk-go/helpdesk/internal/spool"
)

// Spool writes a table into a temporary file: it is whole, or there is none.
func Spool(f Format, header []string, rows iter.Seq2[[]any, error]) (*spool.File, error) {
	return spool.Write(f.Extension(), func(to io.Writer) error { return Write(to, f, header, rows) })
}
