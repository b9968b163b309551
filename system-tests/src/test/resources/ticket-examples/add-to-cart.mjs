async function addToCart(reservationId, seatId, price, userId) {
  const response = await fetch('http://localhost:5003/cart/add', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      reservationId,
      seatId,
      price,
      userId
    })
  });
  if (!response.ok) {
    const error = await response.json();
    throw new Error(error.error || 'Failed to add to cart');
  }
  return response.json();
}
// Usage
try {
  const order = await addToCart(
    '8bf7fffc-9ff5-401c-9d2d-86f525f42e40',
    '550e8400-e29b-41d4-a716-446655440002',
    50.00,
    'user-123'
  );
  console.log('Order:', order.id);
  console.log('Total:', order.totalAmount);
} catch (error) {
  console.error('Error:', error.message);
}
