// Package lang says things to people in their language: texts by key, counts,
// lengths of time and instants. It knows Russian and English. The texts stand in
// the files under messages, one per language, with the same keys.
package lang

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

//go:embed messages/*.yaml
var files embed.FS

// Codes are the languages there are.
func Codes() []string { return []string{"ru", "en"} }

// Language says things in one language. It never changes and is safe for concurrent use.
type Language struct {
	code  string
	texts *i18n.Localizer
	keys  map[string]bool
}

// all is read once; the files are a part of the program, so a fault in them is one
// of the program.
var all = sync.OnceValue(func() map[string]*Language {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	languages := map[string]*Language{}
	for _, code := range Codes() {
		file, err := bundle.LoadMessageFileFS(files, "messages/"+code+".yaml")
		if err != nil {
			panic(fmt.Sprintf("messages of %q: %v", code, err))
		}
		l := &Language{code: code, keys: make(map[string]bool, len(file.Messages))}
		for _, m := range file.Messages {
			l.keys[m.ID] = true
		}
		l.texts = i18n.NewLocalizer(bundle, code)
		languages[code] = l
	}
	return languages
})

// In is the language with that code, or English when it is not one of Codes.
func In(code string) *Language {
	if l, ok := all()[code]; ok {
		return l
	}
	return all()["en"]
}

// Match answers which of Codes suits the value of an Accept-Language header best;
// empty when none does.
func Match(accept string) string {
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return ""
	}
	var have []language.Tag
	for _, code := range Codes() {
		have = append(have, language.MustParse(code))
	}
	_, i, confidence := language.NewMatcher(have).Match(wanted...)
	if confidence == language.No {
		return ""
	}
	return Codes()[i]
}

// Code is the language's own: "ru", "en".
func (l *Language) Code() string { return l.code }

// Keys are the keys of all texts, sorted.
func (l *Language) Keys() []string { return slices.Sorted(maps.Keys(l.keys)) }

// Has tells whether there is a text with the key.
func (l *Language) Has(key string) bool { return l.keys[key] }

// Text is the text with the key, with the params that it asks for filled in. A text
// that is not there is said by its key. A param that came in every language, as
// "text_ru" and "text_en", is "text" in this one.
func (l *Language) Text(key string, params map[string]string) string {
	if own, ok := params["text_"+l.code]; ok {
		params = maps.Clone(params)
		params["text"] = own
	}
	return l.localize(key, &i18n.LocalizeConfig{MessageID: key, TemplateData: params})
}

// Count is the text with the key in the form that goes with the number: "3 tickets".
func (l *Language) Count(key string, n int) string {
	return l.localize(key, &i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: map[string]int{"n": n}})
}

// Texts are the texts with the keys below one: of "column" and "name", that of "column.name".
func (l *Language) Texts(below string, keys []string) []string {
	list := make([]string, len(keys))
	for i, key := range keys {
		list[i] = l.Text(below+"."+key, nil)
	}
	return list
}

// Fault says what is wrong with a field, by the rule that it breaks; ok is false when
// there are no words for the rule. A rule that has rules of its own names the one in
// its param "rule".
func (l *Language) Fault(rule string, params map[string]string) (text string, ok bool) {
	key := "fault." + rule
	if deeper := key + "." + params["rule"]; params["rule"] != "" && l.Has(deeper) {
		key = deeper
	}
	return l.Text(key, params), l.Has(key)
}

func (l *Language) localize(key string, c *i18n.LocalizeConfig) string {
	if !l.keys[key] {
		return key
	}
	s, err := l.texts.Localize(c)
	if err != nil {
		return key
	}
	return s
}
