package main

func Example() {
	main()
	// Output:
	// TIC-1 level1 due 11:00
	// TIC-1 level2 due 11:00
	// TIC-1 resolved no due
}
