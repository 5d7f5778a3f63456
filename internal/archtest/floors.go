// Package archtest keeps the shape of the module: which folder may import
// which, and where a foreign module is at home. Test files are free.
package archtest

// Module is the path of the module whose shape is kept.
const Module = "github.com/helpdesk-go/helpdesk"

// Floor says where a folder stands. Imports go down only.
type Floor struct {
	// Folder takes in what is below it; "name/*" makes every child of name a
	// part of its own. "." is the root package alone.
	Folder string
	// Level is the floor, 0 the lowest. A part imports parts of lower levels,
	Level int
	// and those that are named here, which stand beside it.
	Beside []string
	// Only are the foreign modules it may import. Nil means all that are not
	// at home elsewhere.
	Only []string
}

// Floors is the house. The first row that fits a folder counts.
var Floors = []Floor{
	{Folder: "examples/*", Level: 4, Beside: []string{"helpdesktest"}},
	{Folder: "internal/bench", Level: 4},
	{Folder: "internal/faults", Level: 4, Beside: []string{"helpdesktest"}},
	{Folder: "internal/sim", Level: 4, Beside: []string{"helpdesktest", "internal/sqlitetest"}},
	{Folder: "internal/sqlitetest", Level: 4},
	{Folder: "internal/rightstest", Level: 4, Beside: []string{"helpdesktest"}},
	{Folder: "helpdesktest", Level: 4},

	{Folder: "channel/*", Level: 3},
	{Folder: "storage/memory", Level: 3},
	{Folder: "storage/sqlite", Level: 3},
	{Folder: "storage/postgres", Level: 3},

	{Folder: ".", Level: 2},
	{Folder: "report", Level: 2},
	{Folder: "storage/storagetest", Level: 2},
	{Folder: "storage/internal/*", Level: 2},

	{Folder: "storage", Level: 1},

	{Folder: "kb", Level: 0, Beside: []string{"ticket"}},
	{Folder: "event", Level: 0, Beside: []string{"ticket"}},
	{Folder: "workflow", Level: 0, Beside: []string{"ticket"}, Only: []string{"github.com/looplab/fsm"}},
	{Folder: "sla", Level: 0, Only: []string{"github.com/rickar/cal/v2"}},
	{Folder: "ticket", Level: 0, Only: []string{"github.com/google/uuid"}},
	{Folder: "internal/sheet", Level: 0, Beside: []string{"internal/spool"}},
	{Folder: "internal/*", Level: 0},
}

// Home says where a foreign module may be imported; examples may import all.
type Home struct {
	Module  string
	Folders []string
}

// Homes are the modules that must stay where they are. A module that is not
// named here may be imported anywhere above the parts with an Only.
var Homes = []Home{
	{"github.com/looplab/fsm", []string{"workflow"}},
	{"github.com/rickar/cal/v2", []string{"sla"}},
	{"github.com/expr-lang/expr", []string{"internal/condition"}},

	{"github.com/jmoiron/sqlx", []string{"storage"}},
	{"github.com/lib/pq", []string{"storage", "internal/pgtest", "internal/bench"}},
	{"github.com/jackc/pgx/v5", []string{"storage"}},
	{"github.com/pressly/goose/v3", []string{"storage"}},
	{"modernc.org/sqlite", []string{"storage", "internal/bench"}},

	{"github.com/danielgtaylor/huma/v2", []string{"channel/api"}},
	{"github.com/modelcontextprotocol/go-sdk", []string{"channel/mcp"}},

	{"github.com/xuri/excelize/v2", []string{"internal/sheet"}},

	{"github.com/emersion/go-imap/v2", []string{"channel/email"}},
	{"github.com/emersion/go-msgauth", []string{"channel/email"}},
	{"github.com/emersion/go-smtp", []string{"channel/email"}},
	{"github.com/jhillyerd/enmime/v2", []string{"channel/email"}},
	{"github.com/wneessen/go-mail", []string{"channel/email"}},
}

// NotBehindRoot are packages and modules that nobody gets by importing the
// root: SQL and its drivers, web frameworks, mail, spreadsheets.
var NotBehindRoot = []string{
	"database/sql",
	"net/smtp",
	"github.com/danielgtaylor/huma",
	"github.com/emersion",
	"github.com/gin-gonic/gin",
	"github.com/go-chi/chi",
	"github.com/gofiber/fiber",
	"github.com/gorilla/mux",
	"github.com/jackc/pgx",
	"github.com/jhillyerd/enmime",
	"github.com/jmoiron/sqlx",
	"github.com/labstack/echo",
	"github.com/lib/pq",
	"github.com/mattn/go-sqlite3",
	"github.com/pressly/goose",
	"github.com/wneessen/go-mail",
	"github.com/xuri/excelize",
	"modernc.org/sqlite",
}
