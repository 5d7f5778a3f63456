package api

import (
	"net/http"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
)

// languageOf is the language for the reader of the answer: the one he asks for, else
// the desk's own.
func (a *api) languageOf(r *http.Request) *lang.Language {
	code := lang.Match(r.Header.Get("Accept-Language"))
	if code == "" {
		if regulation, _, err := a.desk.Regulation(r.Context()); err == nil {
			code = regulation.Language
		}
	}
	return lang.In(code)
}

// errorText tells an error to its reader: by its reason, else by its code.
func errorText(e helpdesk.Error, l *lang.Language) string {
	if own, ok := refusals[e.Reason]; ok {
		return own.In(l.Code())
	}
	key := "error." + string(e.Code)
	if l.Has(key + "." + e.Reason) {
		key += "." + e.Reason
	}
	return l.Text(key, e.Params)
}

// faultText tells a fault to its reader.
func faultText(f helpdesk.Fault, l *lang.Language) string {
	if text, ok := l.Fault(f.Rule, f.Params); ok {
		return text
	}
	return f.String()
}

// refusals are the texts for what is refused before the desk sees it.
var refusals = map[string]helpdesk.Text{
	reasonMalformed:   {"en": "The body is not readable as JSON.", "ru": "Тело запроса не читается как JSON."},
	reasonTooLarge:    {"en": "The body is too large.", "ru": "Тело запроса слишком большое."},
	reasonMediaType:   {"en": "The body has to be application/json in UTF-8.", "ru": "Тело запроса должно быть application/json в UTF-8."},
	reasonMethod:      {"en": "This address does not take that method.", "ru": "По этому адресу такой метод не принимается."},
	reasonNoRoute:     {"en": "There is nothing at this address.", "ru": "По этому адресу ничего нет."},
	reasonCrossOrigin: {"en": "Pages of another site may not change anything here.", "ru": "Страницам другого сайта нельзя ничего здесь менять."},
}
