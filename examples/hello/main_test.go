package main

func Example() {
	main()
	// Output: TIC-1 check — Обновили шаблон акта.
}
