package portal

import "net/http"

// routes is the map of the pages.
func (p *portal) routes() http.Handler {
	mux := http.NewServeMux()
	addresses(func(method, path string, serve func(*visit) error) {
		mux.Handle(method+" "+p.BasePath+path, p.serve(serve))
	})
	mux.Handle("GET "+p.BasePath+"static/"+p.style.name, p.style)
	mux.Handle(p.BasePath, p.serve(func(*visit) error { return notThere }))
	return mux
}

// addresses tells of every page.
func addresses(on func(method, path string, serve func(*visit) error)) {
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
	on("POST", "requests/{number}/rate", (*visit).requestRate)
	on("POST", "requests/{number}/observe", (*visit).requestObserve)
	on("POST", "requests/{number}/unobserve", (*visit).requestUnobserve)

	on("GET", "queues", (*visit).home)
	on("GET", "queues/{queue}", (*visit).queue)
	on("GET", "tickets/{number}", (*visit).ticket)
	on("GET", "tickets/{number}/why/{clock}", (*visit).ticketWhy)
	for action, act := range verbs() {
		on("POST", "tickets/{number}/"+action, act.serve(action))
	}
	on("POST", "tickets/{number}/move/{event}", (*visit).move)
	on("GET", "schedule", (*visit).schedule)
	on("GET", "sample", (*visit).sample)

	on("GET", "register", (*visit).register)
	on("POST", "register", (*visit).registered)
	on("GET", "people", (*visit).people)
	on("GET", "people/{person}", (*visit).person)
	on("GET", "people/{person}/edit", (*visit).personEdit)
	on("POST", "people/{person}/edit", (*visit).personSaved)
	on("POST", "people/{person}/absence", (*visit).absent)
	on("POST", "people/{person}/absence/{absence}/drop", (*visit).present)
	on("POST", "people/{person}/handover", (*visit).handedOver)
	on("POST", "people/{person}/leave", (*visit).left)
	on("POST", "people/{person}/merge", (*visit).personMerged)
	on("GET", "add/person", (*visit).personNew)
	on("POST", "add/person", (*visit).personSaved)
	on("GET", "absences", (*visit).absences)
	on("GET", "organizations", (*visit).organizations)
	on("GET", "organizations/{organization}", (*visit).organization)
	on("GET", "organizations/{organization}/edit", (*visit).organizationEdit)
	on("POST", "organizations/{organization}/edit", (*visit).organizationSaved)
	on("POST", "organizations/{organization}/merge", (*visit).organizationMerged)
	on("GET", "add/organization", (*visit).organizationNew)
	on("POST", "add/organization", (*visit).organizationSaved)
	on("GET", "teams", (*visit).teams)
	on("GET", "teams/{team}/edit", (*visit).teamEdit)
	on("POST", "teams/{team}/edit", (*visit).teamSaved)
	on("GET", "add/team", (*visit).teamNew)
	on("POST", "add/team", (*visit).teamSaved)
	on("GET", "contracts/{contract}", (*visit).contractEdit)
	on("POST", "contracts/{contract}", (*visit).contractSaved)
	on("GET", "add/contract", (*visit).contractNew)
	on("POST", "add/contract", (*visit).contractSaved)
	on("GET", "balance", (*visit).balances)
	on("GET", "billing", (*visit).billing)
	on("GET", "billing/export", (*visit).billingExport)
	on("POST", "billing/close", (*visit).billingClosed)
	on("GET", "news", (*visit).news)
	on("GET", "organizations/{organization}/news", (*visit).organizationNews)
	on("GET", "notices", (*visit).notices)
	on("GET", "notices/{notice}/{area}/{number}", (*visit).notice)
	on("POST", "notices/read", (*visit).noticesRead)
	on("POST", "notices/preferences", (*visit).preferred)
	on("GET", "overview", (*visit).overview)
	on("GET", "regulation", (*visit).regulation)
	on("GET", "regulation/edit", (*visit).regulationEdit)
	on("POST", "regulation/edit", (*visit).regulationSent)
}
