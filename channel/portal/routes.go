package portal

import "net/http"

// routes is the map of the pages.
func (p *portal) routes() http.Handler {
	mux := http.NewServeMux()
	on := func(method, path string, serve func(*visit) error) {
		mux.Handle(method+" "+p.BasePath+path, p.serve(serve))
	}
	on("GET", "{$}", (*visit).home)
	on("GET", "requests", (*visit).mine)
	on("GET", "ask", (*visit).choose)
	on("POST", "ask", (*visit).send)
	on("GET", "ask/{category}", (*visit).ask)
	on("POST", "ask/{category}", (*visit).send)
	on("GET", "requests/{number}", (*visit).request)
	on("POST", "requests/{number}/reply", (*visit).requestReply)
	on("POST", "requests/{number}/move/{event}", (*visit).requestMove)
	on("GET", "requests/{number}/why", (*visit).requestWhy)

	on("GET", "queues", (*visit).home)
	on("GET", "queues/{queue}", (*visit).queue)
	on("GET", "tickets/{number}", (*visit).ticket)
	on("GET", "tickets/{number}/why/{clock}", (*visit).ticketWhy)
	for action, act := range actions {
		on("POST", "tickets/{number}/"+action, act.serve(action))
	}
	on("POST", "tickets/{number}/move/{event}", (*visit).move)

	on("GET", "register", (*visit).register)
	on("POST", "register", (*visit).registered)
	on("GET", "people", (*visit).people)
	on("GET", "people/{person}", (*visit).person)
	on("GET", "notices", (*visit).notices)
	on("GET", "notices/{notice}/{area}/{number}", (*visit).notice)
	on("POST", "notices/read", (*visit).noticesRead)
	on("POST", "notices/preferences", (*visit).preferred)
	on("GET", "overview", (*visit).overview)
	on("GET", "regulation", (*visit).regulation)
	on("GET", "regulation/edit", (*visit).regulationEdit)
	on("POST", "regulation/edit", (*visit).regulationSent)

	mux.Handle("GET "+p.BasePath+"static/"+p.style.name, p.style)
	mux.Handle(p.BasePath, p.serve(func(*visit) error { return notThere }))
	return mux
}
