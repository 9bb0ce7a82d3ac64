"""Running the product: servers, supervision, health, backup."""
