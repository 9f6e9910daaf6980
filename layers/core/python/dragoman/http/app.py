"""The application: its routes, error handlers and middleware."""

from fastapi import FastAPI

from dragoman.http import people, rooms, service, translations, uploads
from dragoman.http.bodies import BoundedBodies
from dragoman.http.description import describe
from dragoman.http.problems import register_problem_handlers
from dragoman.http.response_headers import PrivateResponses
from dragoman.wiring import Wiring


def create(wiring: Wiring) -> FastAPI:
    app = FastAPI(
        title="Dragoman",
        version="1",
        description="Speech in one language, its text and its voice in another.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for routes in (service, people, uploads, translations, rooms):
        routes.serve(app, wiring)
    register_problem_handlers(app)
    app.add_middleware(BoundedBodies)
    app.add_middleware(PrivateResponses)
    describe(app)
    return app
