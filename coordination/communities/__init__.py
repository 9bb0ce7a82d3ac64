"""The screens of those who build fraud-free communities: the township and the community worker."""
