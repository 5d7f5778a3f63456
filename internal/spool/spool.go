// Package spool keeps what is written in a temporary file, so that nobody reads the
// first of it before all of it is there.
package spool

import (
	"errors"
	"io"
	"os"
)

// File is a file that was written whole.
type File struct {
	file *os.File
	Size int64 // in bytes
}

// Write has a temporary file written, whose name ends with an extension, and gives it to
// be read from its beginning. It is gone with Close, and when write fails.
func Write(extension string, write func(io.Writer) error) (*File, error) {
	file, err := os.CreateTemp("", "helpdesk-*"+extension)
	if err != nil {
		return nil, err
	}
	f := &File{file: file}
	if err = write(file); err == nil {
		f.Size, err = file.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Read reads on.
func (f *File) Read(p []byte) (int, error) { return f.file.Read(p) }

// Close removes the file.
func (f *File) Close() error {
	return errors.Join(f.file.Close(), os.Remove(f.file.Name()))
}
