// Package helpdesk is a help desk that lives inside your program: the life of a
// ticket, the time it may take, and the ways people reach it, over a store that
// you choose.
//
// # What it is
//
// A requester opens a ticket. It goes through the stages of a [Regulation], by
// the moves that the regulation allows and no others. Its category and priority
// choose a plan, the plan says how much working time each stage may take, and the
// desk keeps those promises: it warns before a deadline, records the breach when
// one passes, closes what nobody speaks about any more. Everything that happens is
// in the ticket's journal, whose entries are chained by hashes, and the present
// state is nothing but the fold of that journal: [Desk.Check] proves it.
//
// The built-in regulation, [Levels], is a desk with four levels of support in
// Russian and English; [Simple] is one for a desk without levels. A regulation is a
// value: take it, change it, and give it to [New], or read your own from YAML with
// [ReadRegulation].
//
// Before a regulation is published, [Session.WhatIf] tells what it would have made of
// the past: every stored ticket is replayed under it.
//
// # Hello, world
//
// A [Desk] needs a store and nothing else; the zero [Config] is a whole desk.
// Whoever does something does it through a [Session], so nothing happens without
// somebody who may do it:
//
//	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{})
//	made, err := desk.As(helpdesk.Person("anna")).Open(ctx, helpdesk.NewRequest{
//		Subject: "No paper", Text: "The printer on floor 2 is empty.", Category: "defect",
//	})
//
// The example of the package runs one ticket through the levels. Warnings,
// deadlines and closings come with time, so let somebody keep them:
//
//	go desk.Run(ctx)
//
// Any number of processes may run the same desk.
//
// # What goes wrong
//
// Every error that leaves a desk is an [*Error] with a [Code]; test it with
// errors.Is(err, helpdesk.NotFound). What an actor may not see is not found. A
// wrong input names every field that is wrong and what is allowed, all at once; a
// move that is not allowed names those that are, and who may make each.
//
// # Your own fields and rules
//
// A regulation gives tickets typed [Field]s and [Form]s by category and kind, an
// [Exception] to the plan and a [Route] to a team by conditions on them. Kinds of
// fields, guards and effects of moves can be written in Go: see [Config] and
// examples/customfields. docs/regulation.md tells every key.
//
// # Where it is kept
//
// A store is anything that fulfils storage.Store. What there is to choose from:
//
//   - storage/memory, for tests and for trying things out;
//   - storage/sqlite, one file and no server: sqlite.Open and then Migrate;
//   - storage/postgres, on a *sql.DB of lib/pq or of pgx: postgres.New and then Migrate;
//   - a store of your own, proved with storage/storagetest: examples/ownstore shows how.
//
// One store holds many desks, told apart by [Config].Desk: one for IT and one for
// HR, or one for each client.
//
// # In your own transaction
//
// A desk in your database can work in your transaction. What it writes is there when
// you commit, with your own work, or neither is:
//
//	tx, err := db.BeginTx(ctx, nil)
//	made, err := desk.As(actor).Within(store.Join(tx)).Open(ctx, request)
//	_, err = tx.ExecContext(ctx, "INSERT INTO orders …", made.Number)
//	err = tx.Commit()
//
// What the desk refuses does not abort your transaction. examples/hosttx is a shop
// that does so on SQLite and on PostgreSQL.
//
// # How people reach it
//
// Channels are handlers that you mount where you like, in front of one desk, with
// your own sign-in: channel/portal has the pages for people, channel/api has JSON
// under OpenAPI.
//
//	pages, err := portal.New(desk, portal.Config{BasePath: "/support/", Authenticate: whoAsks})
//	mux.Handle("/support/", pages)
//
// Authenticate takes a request and answers an [Actor]: [Person] with an id of your
// own, which the desk never looks into. That he is who he says is your word.
//
// # Hooks
//
// What your program should know of, and what it should have a say in:
//
//   - [Desk.Handle] has a handler told of events after they were committed: at least once,
//     a ticket's in their order, tried again when it fails, a dead letter at last that an
//     operator sends again or skips. Any number of processes share the work; [Desk.Run]
//     does it.
//
//   - [Config].Before sees what a use case has decided before it is written, and may alter
//     or veto it.
//
//   - [Desk.Carry] has a channel of your own bring notices to people, who say for
//     themselves of what they want to be told and when; [Session.Notices] has those that
//     they read in the desk, [Session.News] what happened to the tickets of their
//     organization.
//
//     err := desk.Handle([]event.Kind{event.TicketOpened}, "crm", func(ctx context.Context, d helpdesk.Delivery) error {
//     return crm.Tell(ctx, d.ID, d.Number) // once more with the same ID changes nothing
//     })
//
// See the examples of Handle and Before, and docs/events.md.
//
// # Your own people
//
// The built-in directory keeps people in the desk's store: see
// [Session.PutPerson]. If you have people already, give a [Directory] that looks
// them up, and the desk keeps none; if you have rights already, give an [Access].
// Rights are asked for once per use case and never kept, so what is taken away is
// gone at once.
//
// # In your tests
//
// Package helpdesktest makes a desk in memory with a clock that your test sets.
package helpdesk
