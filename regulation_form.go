package helpdesk

import "slices"

// Section is a heading under which fields of a ticket are shown: the product, the
// environment.
type Section struct {
	Key   string `yaml:"key"`
	Title Text   `yaml:"title"`
}

// Field is something that a ticket says of itself beside its text, with a type.
type Field struct {
	Key     string   `yaml:"key"` // small letters, digits, - and _
	Title   Text     `yaml:"title"`
	Hint    Text     `yaml:"hint,omitempty"` // one line that helps to fill it in
	Section string   `yaml:"section,omitempty"`
	Kind    string   `yaml:"kind"` // text, lines, number, choice, date, person, link, or one of Config.FieldKinds
	Choices []Choice `yaml:"choices,omitempty"`
	Min     *float64 `yaml:"min,omitempty"` // of a number
	Max     *float64 `yaml:"max,omitempty"` // of a number
	// Requester says what the requester does with it. Left out, the field is the
	// staff's alone and never reaches him.
	Requester FieldRight `yaml:"requester,omitempty"`
	Was       []string   `yaml:"was,omitempty"` // its keys in older versions: what stands in them stands in this field
}

// The kinds of field that every desk has. Values are kept as text, in one form each.
const (
	KindText   = "text"   // one line
	KindLines  = "lines"  // several lines
	KindNumber = "number" // decimal, with a dot: "12.5"
	KindChoice = "choice" // the key of one of the field's choices
	KindDate   = "date"   // of the calendar: "2026-11-24"
	KindPerson = "person" // the id of somebody whom the directory knows
	KindLink   = "link"   // an address that begins with http:// or https://
)

// Kinds of field that every desk has.
func builtinKinds() []string {
	return []string{KindText, KindLines, KindNumber, KindChoice, KindDate, KindPerson, KindLink}
}

// Choice is one of the values that a field of choices can have.
type Choice struct {
	Key   string   `yaml:"key"`
	Title Text     `yaml:"title"`
	Was   []string `yaml:"was,omitempty"` // its keys in older versions: fields that have one have this
}

// FieldRight says what a requester does with a field.
type FieldRight string

// What a requester does with a field. The zero value hides it from him.
const (
	RequesterSees  FieldRight = "sees"
	RequesterFills FieldRight = "fills" // sees it, and fills it in when he opens the request
)

// Form says which fields tickets have. Those of every form that fits count.
type Form struct {
	Categories []string    `yaml:"categories,omitempty"` // for these; for all when left out
	Kinds      []string    `yaml:"kinds,omitempty"`      // for these; for all when left out
	Fields     []FormField `yaml:"fields"`
}

// FormField is a field of a form.
type FormField struct {
	Field string `yaml:"field"`
	// Required at the opening, of whoever fills in a form: of a requester only what
	// he can fill in, and not of a letter, which comes as it is.
	Required bool `yaml:"required,omitempty"`
	// Moves are the events before which it has to be filled in.
	Moves []string `yaml:"moves,omitempty"`
}

// For tells whether the form is one of tickets of the category and kind.
func (f Form) For(category, kind string) bool {
	return (len(f.Categories) == 0 || slices.Contains(f.Categories, category)) &&
		(len(f.Kinds) == 0 || slices.Contains(f.Kinds, kind))
}

// Form is the form of tickets of a category and kind: every field of the forms that
// fit, in their order. A field that several ask for is required where one of them says so.
func (r Regulation) Form(category, kind string) []FormField {
	var fields []FormField
	for _, form := range r.Forms {
		if !form.For(category, kind) {
			continue
		}
		for _, f := range form.Fields {
			i := slices.IndexFunc(fields, func(x FormField) bool { return x.Field == f.Field })
			if i < 0 {
				f.Moves = slices.Clone(f.Moves)
				fields = append(fields, f)
				continue
			}
			fields[i].Required = fields[i].Required || f.Required
			fields[i].Moves = append(fields[i].Moves, f.Moves...)
		}
	}
	return fields
}

// Field answers the field with the key.
func (r Regulation) Field(key string) (Field, bool) {
	i := slices.IndexFunc(r.Fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return r.Fields[i], true
}
