"""A travel agent: it answers with tools, looks at pictures, streams plans and writes postcards."""
