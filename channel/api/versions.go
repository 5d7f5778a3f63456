package api

import (
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// publicationInput is a version about to be published, or looked at before that.
type publicationInput struct {
	Source     string `json:"source,omitempty" required:"true" doc:"the regulation in YAML"`
	Reason     string `json:"reason,omitempty" doc:"why it is published; a preview needs none"`
	Base       int    `json:"base,omitempty" doc:"the version it was made of: a conflict if there is a newer one"`
	OpenFollow bool   `json:"open_follow,omitempty" doc:"open tickets follow it at once; otherwise their targets stay until the next level"`
}

func (in publicationInput) publication() helpdesk.Publication {
	return helpdesk.Publication{Source: []byte(in.Source), Reason: in.Reason, Base: in.Base, OpenFollow: in.OpenFollow}
}

type versionJSON struct {
	Version    int       `json:"version"`
	Author     string    `json:"author"`
	Reason     string    `json:"reason"`
	At         time.Time `json:"at"`
	OpenFollow bool      `json:"open_follow" doc:"open tickets followed it at once"`
	Source     string    `json:"source,omitempty" doc:"in YAML, as it was written; of a version that is read alone"`
}

type versionsJSON struct {
	Versions []versionJSON `json:"versions" doc:"the newest first"`
}

// shiftJSON counts open tickets.
type shiftJSON struct {
	Earlier int `json:"earlier" doc:"get an earlier deadline"`
	Later   int `json:"later" doc:"get a later one"`
	Gained  int `json:"gained" doc:"had none and get one"`
	Lost    int `json:"lost" doc:"had one and have none"`
	Moved   int `json:"moved" doc:"leave a stage that is gone"`
}

type differenceJSON struct {
	Kind    helpdesk.DifferenceKind `json:"kind" doc:"added, removed, retired, renamed, ordered or changed"`
	Section string                  `json:"section" doc:"the part of the regulation: plans, stages, …"`
	Key     string                  `json:"key,omitempty"`
	Path    []string                `json:"path,omitempty" doc:"to the value below the item"`
	Old     string                  `json:"old"`
	New     string                  `json:"new"`
	Text    helpdesk.Text           `json:"text" doc:"the same in words, by language"`
	Tickets shiftJSON               `json:"tickets" doc:"open tickets that it concerns, if they follow at once"`
}

type dueChangeJSON struct {
	Ticket  uuid.UUID `json:"ticket" format:"uuid"`
	Number  string    `json:"number"`
	Subject string    `json:"subject"`
	Plan    string    `json:"plan"`
	WasPlan string    `json:"was_plan"`
	Was     time.Time `json:"was,omitzero"`
	Is      time.Time `json:"is,omitzero"`
	Anyway  bool      `json:"anyway" doc:"also when open tickets do not follow at once"`
}

type previewJSON struct {
	Base        int              `json:"base" doc:"the version in force: to be given with the publication"`
	Version     int              `json:"version" doc:"the one that it would become"`
	Differences []differenceJSON `json:"differences"`
	Open        int              `json:"open" doc:"tickets that are not over"`
	Anyway      shiftJSON        `json:"anyway" doc:"what happens to them in any case"`
	Follow      shiftJSON        `json:"follow" doc:"what happens to them if they follow at once"`
	Overdue     int              `json:"overdue" doc:"of these, those whose new deadline has passed already"`
	Examples    []dueChangeJSON  `json:"examples" doc:"at most 20"`
	Quarter     quarterJSON      `json:"quarter" doc:"how the tickets of the last three months would have fared"`
}

type quarterJSON struct {
	From    time.Time     `json:"from" doc:"tickets opened from then on"`
	Tickets int           `json:"tickets"`
	Cut     bool          `json:"cut" doc:"there are more than were replayed"`
	Before  scoreJSON     `json:"before" doc:"targets, as it was"`
	After   scoreJSON     `json:"after" doc:"targets, as it would have been"`
	Text    helpdesk.Text `json:"text" doc:"the same in words, by language"`
}

type scoreJSON struct {
	Met    int `json:"met"`
	Missed int `json:"missed"`
}

// versionRoutes publish the regulation and tell of its versions.
func versionRoutes() []route {
	return []route{
		read("/regulation/versions", "listVersions", "List the versions of the regulation, for the staff", listVersions).with(
			parameter{"below", "only versions below this one", whole},
			parameter{"limit", "how many at most, 1 to 200; 50 when left out", whole},
		),
		read("/regulation/versions/{version}", "readVersion", "Read a version of the regulation, for the staff", readVersion),
		publication("/regulation/preview", "previewRegulation", "Tell what publishing a regulation would do, for administrators", http.StatusOK, reflect.TypeFor[previewJSON](),
			func(c *call, s *helpdesk.Session, in helpdesk.Publication) (any, error) {
				p, err := s.Preview(c.Context(), in)
				return previewOf(p), err
			}),
		publication("/regulation/versions", "publishRegulation", "Publish a version of the regulation, for administrators", http.StatusCreated, reflect.TypeFor[versionJSON](),
			func(c *call, s *helpdesk.Session, in helpdesk.Publication) (any, error) {
				v, err := s.Publish(c.Context(), in)
				return publishedOf(v), err
			}),
	}
}

// publication is a route that takes a regulation.
func publication(path, id, summary string, status int, answer reflect.Type, do func(*call, *helpdesk.Session, helpdesk.Publication) (any, error)) route {
	return route{
		method: http.MethodPost, path: path, id: id, summary: summary, statuses: []int{status},
		body: reflect.TypeFor[publicationInput](), answer: answer,
		do: func(c *call) (any, error) {
			s, err := c.session()
			if err != nil {
				return nil, err
			}
			return do(c, s, c.body.(*publicationInput).publication())
		},
	}
}

func listVersions(c *call) (versionsJSON, error) {
	below, limit := c.whole("below", 1<<31-1, 0), c.whole("limit", 200, 50)
	s, err := c.session()
	if err != nil {
		return versionsJSON{}, err
	}
	list, err := s.Versions(c.Context(), below, limit)
	return versionsJSON{each(list, publishedOf)}, err
}

func readVersion(c *call) (versionJSON, error) {
	version, err := strconv.Atoi(c.PathValue("version"))
	if err != nil || version < 1 {
		return versionJSON{}, &helpdesk.Error{Code: helpdesk.NotFound}
	}
	s, err := c.session()
	if err != nil {
		return versionJSON{}, err
	}
	v, err := s.Version(c.Context(), version)
	return publishedOf(v), err
}

func publishedOf(v helpdesk.Version) versionJSON {
	return versionJSON{Version: v.Version, Author: v.Author, Reason: v.Reason, At: v.At, OpenFollow: v.OpenFollow, Source: string(v.Source)}
}

func previewOf(p helpdesk.Preview) previewJSON {
	return previewJSON{
		Base: p.Base, Version: p.Version, Open: p.Open, Anyway: shiftJSON(p.Anyway), Follow: shiftJSON(p.Follow), Overdue: p.Overdue,
		Differences: each(p.Differences, func(d helpdesk.Difference) differenceJSON {
			return differenceJSON{
				Kind: d.Kind, Section: d.Section, Key: d.Key, Path: d.Path, Old: d.Old, New: d.New,
				Text: helpdesk.Text{"ru": d.Text("ru"), "en": d.Text("en")}, Tickets: shiftJSON(d.Tickets),
			}
		}),
		Quarter: quarterJSON{
			From: p.Quarter.From, Tickets: p.Quarter.Tickets, Cut: p.Quarter.Cut, Before: scoreJSON(p.Quarter.Before), After: scoreJSON(p.Quarter.After),
			Text: helpdesk.Text{"ru": p.Quarter.Text("ru"), "en": p.Quarter.Text("en")},
		},
		Examples: each(p.Examples, func(x helpdesk.DueChange) dueChangeJSON { return dueChangeJSON(x) }),
	}
}
