package postgres_test

import (
	"testing"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
)

// BenchmarkBlocked claims beside many deliveries that stand behind dead letters.
func BenchmarkBlocked(b *testing.B) {
	storagetest.Blocked(b, func(b *testing.B) storage.Store { return opened(b, migrated(b)) })
}
