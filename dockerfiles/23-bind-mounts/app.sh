echo "first draft"
