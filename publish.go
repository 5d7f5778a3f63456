package helpdesk

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// MaxSource is how many bytes the text of a regulation may have.
const MaxSource = 512 << 10

// The rules by which a version must follow the one before it.
const (
	// FaultGone: there was a stage "got"; a stage that takes its place must name it in
	// its "was", or an entry of "retired" must say where its tickets go.
	FaultGone = "gone"
	// FaultInUse: "tickets" open tickets have the key "got", and nothing takes its place;
	// one that does names it in its "was".
	FaultInUse = "in_use"
	// FaultPhase: the phase of a stage was "was" and cannot become "got", nor can tickets
	// that are over go to a stage that is not, or the other way round.
	FaultPhase = "phase"
)

// Publication is a version of the regulation about to be published.
type Publication struct {
	Source []byte // the regulation in YAML
	Reason string // why it is published
	// Base is the version that it was made of: if another was published in the meantime
	// that is a Conflict. The newest when 0.
	Base int
	// OpenFollow lets tickets that are open now follow the version at once. Otherwise
	// the targets that are open stay, until the ticket enters its next level or is
	// classified anew.
	OpenFollow bool
}

// Version is a published version of the regulation.
type Version struct {
	Version    int
	Author     string
	Reason     string
	At         time.Time
	OpenFollow bool
	Source     []byte     // as it was written; of one that was read alone
	Regulation Regulation // with the days of its calendars as they were known then; of one that was read alone
}

func versionOf(r storage.Regulation) Version {
	return Version{Version: r.Version, Author: r.Author, Reason: r.Reason, At: r.At, OpenFollow: r.OpenFollow, Source: r.Source}
}

// Publish proves a regulation and makes it the desk's newest version. The days of its
// calendars are frozen into it as they are known to this build. From this instant new
// tickets and moves go by it, in every process within two seconds; open tickets keep
// their targets unless OpenFollow says otherwise. To go back to an older version,
// publish its Source anew. For administrators.
//
// What is wrong is Invalid, every Fault with its place. A stage that there is no more
// must have a successor (see FaultGone); Run moves its tickets there while everybody
// works on.
func (s *Session) Publish(ctx context.Context, in Publication) (Version, error) {
	v, err := s.publish(ctx, in)
	return v, fail(string(VerbPublish), err)
}

func (s *Session) publish(ctx context.Context, in Publication) (Version, error) {
	_, err := s.may(ctx, VerbPublish)
	if err != nil {
		return Version{}, err
	}
	var fs faults
	in.Reason = fs.required("reason", in.Reason, MaxReason)
	p, err := s.desk.prepare(ctx, &fs, in)
	if err != nil {
		return Version{}, err
	}
	p.stored.Author, p.stored.Reason = s.actor.ID, in.Reason
	if err := s.desk.store.AddRegulation(ctx, p.stored); err != nil {
		return Version{}, err
	}
	s.desk.versions.put(p.rules)
	s.desk.versions.reach(p.rules.version)
	s.desk.log.Info("a regulation was published", "version", p.rules.version, "by", s.actor.ID, "reason", in.Reason)
	s.desk.announce(func(h *handling) bool { return h.toldOf(event.RegulationPublished) })
	v := versionOf(p.stored)
	v.Regulation = p.rules.Regulation
	return v, nil
}

// prepared is a publication that was found right.
type prepared struct {
	base   *rules
	rules  *rules
	stored storage.Regulation
}

// prepare proves a publication, by itself and as the one after the newest version.
func (d *Desk) prepare(ctx context.Context, fs *faults, in Publication) (*prepared, error) {
	if _, err := d.Refresh(ctx); err != nil {
		return nil, err
	}
	base, err := d.current(ctx)
	if err != nil {
		return nil, err
	}
	if in.Base != 0 && in.Base != base.version {
		return nil, &Error{Code: Conflict, Params: params("expected", itoa(int64(in.Base)), "version", itoa(int64(base.version)))}
	}
	if len(in.Source) > MaxSource {
		fs.add("source", FaultTooLong, "max", itoa(MaxSource))
	}
	if len(bytes.TrimSpace(in.Source)) == 0 {
		fs.add("source", FaultRequired)
	}
	if err := fs.err(); err != nil {
		return nil, err
	}
	read, err := ProveSource(in.Source, d.goNames()...)
	if err != nil {
		return nil, err
	}
	p := &prepared{base: base, stored: storage.Regulation{
		Desk: d.key, Version: base.version + 1, Source: in.Source, At: d.Now(), Event: d.newID(), OpenFollow: in.OpenFollow,
	}}
	if p.stored.Calendars, err = freeze(read); err != nil {
		return nil, err
	}
	if p.rules, err = thaw(p.stored); err != nil {
		return nil, err
	}
	return p, d.succeed(ctx, p)
}

// succeed proves that nothing of the desk is lost by the new version: every stage that
// there was is there or has a successor, and so has every key that open tickets have.
func (d *Desk) succeed(ctx context.Context, p *prepared) error {
	var fs faults
	gone, err := d.store.RetiredStages(ctx, d.key)
	if err != nil {
		return err
	}
	for _, stage := range gone { // of versions before the last
		if p.rules.knows(stage) {
			continue
		}
		n, err := d.store.Count(ctx, storage.Everything(d.key), ticket.Filter{Stages: []string{stage}}, mostInUse)
		if err != nil {
			return err
		}
		if n > 0 {
			fs.add("stages", FaultGone, "got", stage, "tickets", itoa(int64(n)))
		}
	}
	for _, was := range p.base.Stages {
		if !slices.Contains(gone, was.Key) && p.rules.stages[was.Key].Key == "" {
			gone = append(gone, was.Key)
		}
		if !p.rules.knows(was.Key) {
			fs.add("stages", FaultGone, "got", was.Key)
			continue
		}
		p.rules.samePhase(&fs, was)
	}
	if err := d.keysInUse(ctx, &fs, p); err != nil {
		return err
	}
	p.stored.Retired = slices.DeleteFunc(gone, func(stage string) bool { return p.rules.stages[stage].Key != "" })
	return fs.err()
}

// knows tells whether a stage is there, or has a successor.
func (r *rules) knows(stage string) bool { return r.stages[r.successors.stage(stage)].Key != "" }

// samePhase proves that tickets that are over stay so, and that a stage stays what it means.
func (r *rules) samePhase(fs *faults, was Stage) {
	is := r.stages[r.successors.stage(was.Key)]
	_, retired := r.successors.retired[was.Key]
	over := func(p ticket.Phase) bool { return p == ticket.PhaseDone }
	if retired && over(is.Phase) != over(was.Phase) || !retired && is.Phase != was.Phase {
		fs.add("stages", FaultPhase, "stage", was.Key, "was", string(was.Phase), "got", string(is.Phase))
	}
}

// mostInUse is how far tickets are counted that are in the way of a publication.
const mostInUse = 1000

// keysInUse proves that open tickets have no category, priority or kind that is gone
// without a successor.
func (d *Desk) keysInUse(ctx context.Context, fs *faults, p *prepared) error {
	old, is := p.base, p.rules
	check := func(field string, keys []string, known func(string) bool, filter func(*ticket.Filter) *[]string) error {
		for _, key := range keys {
			if known(key) {
				continue
			}
			f := ticket.Filter{Phases: openPhases}
			*filter(&f) = []string{key}
			n, err := d.store.Count(ctx, storage.Everything(d.key), f, mostInUse)
			if err != nil {
				return err
			}
			if n > 0 {
				fs.add(field, FaultInUse, "got", key, "tickets", itoa(int64(n)))
			}
		}
		return nil
	}
	if len(is.Categories) > 0 {
		err := check("categories", keysEver(old.categories, old.successors.categories),
			func(key string) bool { return is.categories[now(is.successors.categories, key)].Key != "" },
			func(f *ticket.Filter) *[]string { return &f.Categories })
		if err != nil {
			return err
		}
	}
	err := check("priorities", keysEver(old.priorities, old.successors.priorities),
		func(key string) bool { return is.priorities[now(is.successors.priorities, key)].Key != "" },
		func(f *ticket.Filter) *[]string { return &f.Priorities })
	if err != nil {
		return err
	}
	return check("kinds", keysEver(old.kinds, old.successors.kinds),
		func(key string) bool { return is.kinds[now(is.successors.kinds, key)].Key != "" },
		func(f *ticket.Filter) *[]string { return &f.Kinds })
}

// openPhases are the phases of tickets that are not over.
var openPhases = []ticket.Phase{ticket.PhaseOpen, ticket.PhaseWaiting, ticket.PhaseResolved}

// keysEver are the keys that there are, and those that they were.
func keysEver[T any](is map[string]T, was map[string]string) []string {
	return slices.Concat(slices.Sorted(maps.Keys(is)), slices.Sorted(maps.Keys(was)))
}

// Versions answers the published versions without their text, the newest first: those
// below a version, or from the newest on when below is 0. A limit outside 1 to 200 is
// Invalid; it is 50 when 0. For the staff.
func (s *Session) Versions(ctx context.Context, below, limit int) ([]Version, error) {
	if _, err := s.staff(ctx); err != nil {
		return nil, fail("versions", err)
	}
	if limit == 0 {
		limit = 50
	}
	var fs faults
	if limit < 1 || limit > 200 {
		fs.add("limit", FaultRange, "got", itoa(int64(limit)), "min", "1", "max", "200")
	}
	if below < 0 {
		fs.add("below", FaultRange, "got", itoa(int64(below)), "min", "0")
	}
	if err := fs.err(); err != nil {
		return nil, fail("versions", err)
	}
	list, err := s.desk.store.ListRegulations(ctx, s.desk.key, below, limit)
	if err != nil {
		return nil, fail("versions", err)
	}
	versions := make([]Version, len(list))
	for i, r := range list {
		versions[i] = versionOf(r)
	}
	return versions, nil
}

// Version answers a published version with its text; the newest when version is 0.
// For the staff.
func (s *Session) Version(ctx context.Context, version int) (Version, error) {
	if _, err := s.staff(ctx); err != nil {
		return Version{}, fail("version", err)
	}
	stored, err := s.desk.store.Regulation(ctx, s.desk.key, version)
	if err != nil {
		return Version{}, fail("version", err)
	}
	rules, err := s.desk.rules(ctx, stored.Version)
	if err != nil {
		return Version{}, fail("version", err)
	}
	v := versionOf(stored)
	v.Regulation = rules.Regulation
	return v, nil
}
