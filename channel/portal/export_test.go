package portal

// Addresses are those of every page, as "METHOD path".
func Addresses() []string {
	var list []string
	addresses(func(method, path string, _ func(*visit) error) { list = append(list, method+" "+path) })
	return list
}
