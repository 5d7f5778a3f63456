package main

import (
	"container/heap"
	"context"
	"time"
)

// act is something that somebody is going to do.
type act struct {
	at    time.Time
	place int // among those of one instant: who was first to mean to do it
	do    func(context.Context) error
}

// agenda is everything that people mean to do, the next first.
type agenda struct {
	acts  []act
	given int
}

// add puts an act on the agenda.
func (a *agenda) add(at time.Time, do func(context.Context) error) {
	a.given++
	heap.Push((*queue)(a), act{at, a.given, do})
}

// next takes the next act off the agenda, if it comes before an instant.
func (a *agenda) next(before time.Time) (act, bool) {
	if len(a.acts) == 0 || !a.acts[0].at.Before(before) {
		return act{}, false
	}
	return heap.Pop((*queue)(a)).(act), true
}

// queue orders the acts.
type queue agenda

func (q *queue) Len() int { return len(q.acts) }
func (q *queue) Less(i, j int) bool {
	a, b := q.acts[i], q.acts[j]
	return a.at.Before(b.at) || a.at.Equal(b.at) && a.place < b.place
}
func (q *queue) Swap(i, j int) { q.acts[i], q.acts[j] = q.acts[j], q.acts[i] }
func (q *queue) Push(x any)    { q.acts = append(q.acts, x.(act)) }
func (q *queue) Pop() any {
	last := q.acts[len(q.acts)-1]
	q.acts = q.acts[:len(q.acts)-1]
	return last
}
