def markdown(r):
    return ""


def show(r, c):
    c.print_json(
        __import__("json").dumps(
            {
                k: r[k]
                for k in (
                    "took_s",
                    "by_length",
                    "overhead",
                    "timeline",
                    "hops",
                    "parallel",
                    "load",
                    "cold",
                    "wrong",
                )
            }
        )
    )
