"""The clerk's desk in the browser: a program on one's own PC, ``piadiff serve``. From the bottom up:

- ``messages``: what is asked and what is answered, without any server
- ``guard``: who may ask at all: own address, own token, own pages; what every answer forbids the browser
- ``reading``: uploaded files read in a process of its own, with a limit of time
- ``jobs``: what takes long, with its progress
- ``choices``: what may be decided of a change with one key
- ``pair``: two versions on the desk: decisions made, taken back, kept
- ``room``: everything of one start: documents, pairs, jobs, the store, by random keys
- ``pages``: pages and downloads as answers
- ``home``, ``deciding``, ``tables``, ``shelves``, ``adding``: what each address does
- ``app``: addresses and their functions as a Starlette application
- ``server``: the socket on 127.0.0.1 and uvicorn
"""
