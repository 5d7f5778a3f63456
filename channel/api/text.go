package api

import (
	"net/http"

	"golang.org/x/text/language"

	"github.com/helpdesk-go/helpdesk"
)

// readers matches what a reader can read with the languages there are; the first is
// for those who do not say.
var readers = language.NewMatcher([]language.Tag{language.English, language.Russian})

// languageOf is the language for the reader of the answer: "en" or "ru".
func languageOf(r *http.Request) string {
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return "en"
	}
	if _, i, sure := readers.Match(wanted...); i == 1 && sure != language.No {
		return "ru"
	}
	return "en"
}

// errorText tells an error to its reader.
func errorText(e *helpdesk.Error, language string) string {
	return (&helpdesk.Error{Code: e.Code, Reason: e.Reason, Params: e.Params}).Error()
}

// faultText tells a fault to its reader.
func faultText(f helpdesk.Fault, language string) string { return f.String() }
