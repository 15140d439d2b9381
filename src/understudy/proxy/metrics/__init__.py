"""`/_understudy/metrics`: what a server did, in the text format of Prometheus.

Nothing is counted for it that the session does not count anyway: the page is made of that when somebody asks for it.
"""
