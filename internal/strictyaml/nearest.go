package strictyaml

// nearest answers the known name that the given one was probably meant to be,
// or "" if none is near: one letter may be wrong, and a third of them besides.
func nearest(given string, known []string) string {
	letters := []rune(clip(given))
	best, name := len(letters)/3+2, ""
	for _, candidate := range known {
		if distance := edits(letters, []rune(candidate)); distance < best {
			best, name = distance, candidate
		}
	}
	return name
}

// edits counts the letters to insert, drop or change to make one word of the other.
func edits(from, to []rune) int {
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, letter := range from {
		corner := row[0]
		row[0] = i + 1
		for j, other := range to {
			change := corner
			if letter != other {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, corner+1)
		}
	}
	return row[len(to)]
}
