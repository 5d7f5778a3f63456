package memory_test

import (
	"testing"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
)

func TestTheStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(*testing.T) storage.Store { return memory.New() }, storagetest.Audits)
}
