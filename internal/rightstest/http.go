package rightstest

import (
	"net/http"
	"strconv"
)

// HTTP is the outcome of a request that was answered with a status and a body. Being
// led elsewhere is Away.
func HTTP(status int, body string) Outcome {
	cells := map[int]string{
		http.StatusNotFound: NotFound, http.StatusForbidden: Forbidden, http.StatusUnauthorized: Unauthorized, http.StatusSeeOther: Away,
		http.StatusUnprocessableEntity: "invalid", http.StatusConflict: "refused",
	}
	cell, usual := cells[status]
	switch {
	case status >= 200 && status < 300:
		cell = Yes
	case !usual:
		cell = strconv.Itoa(status)
	}
	return Outcome{cell, body}
}
