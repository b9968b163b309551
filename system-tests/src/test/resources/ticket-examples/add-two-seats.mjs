// Add first seat
const order1 = await fetch('http://localhost:5003/cart/add', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    reservationId: 'res-id-1',
    seatId: 'seat-1',
    price: 50.00,
    userId: 'user-123'
  })
}).then(r => r.json());
// Add second seat - same userId will update existing draft order
const order2 = await fetch('http://localhost:5003/cart/add', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    reservationId: 'res-id-2',
    seatId: 'seat-2',
    price: 50.00,
    userId: 'user-123'
  })
}).then(r => r.json());
// order2.totalAmount = 100.00
// order2.items.length = 2
