package sheet

import (
	"errors"
	"io"
	"iter"
	"os"
)

// File is a table that was written whole, before anybody reads the first of it.
type File struct {
	file *os.File
	Size int64
}

// Spool writes a table into a temporary file and gives it to be read from its beginning.
// It is gone with Close.
func Spool(f Format, header []string, rows iter.Seq2[[]any, error]) (*File, error) {
	file, err := os.CreateTemp("", "helpdesk-*"+f.Extension())
	if err != nil {
		return nil, err
	}
	s := &File{file: file}
	if err = Write(file, f, header, rows); err == nil {
		s.Size, err = file.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Read reads on.
func (f *File) Read(p []byte) (int, error) { return f.file.Read(p) }

// Close removes the file.
func (f *File) Close() error {
	return errors.Join(f.file.Close(), os.Remove(f.file.Name()))
}
