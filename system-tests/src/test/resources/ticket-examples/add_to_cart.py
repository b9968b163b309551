import requests
def add_to_cart(reservation_id, seat_id, price, user_id):
    """Add a seat to the cart"""
    url = 'http://localhost:5003/cart/add'
    payload = {
        'reservationId': reservation_id,
        'seatId': seat_id,
        'price': price,
        'userId': user_id
    }
    response = requests.post(url, json=payload)
    response.raise_for_status()
    return response.json()
# Usage
try:
    order = add_to_cart(
        reservation_id='8bf7fffc-9ff5-401c-9d2d-86f525f42e40',
        seat_id='550e8400-e29b-41d4-a716-446655440002',
        price=50.00,
        user_id='user-123'
    )
    print(f"Order ID: {order['id']}")
    print(f"Total: ${order['totalAmount']}")
except requests.exceptions.RequestException as e:
    print(f"Error: {e}")
