package main

func Example() {
	main()
	// Output:
	// the kind: В этом ИНН опечатка.
	// the guard: На складе нет: fuser.
	// the effect: Выезд: заменить drum · https://erp.example/orders?ticket=R-2026-1
	// for whom: 7712345671
}
