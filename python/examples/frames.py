"""Cleans a column of a table of pyarrow; polars, pandas and DuckDB go the same way."""

import pyarrow

import descrape

articles = pyarrow.table(
    {
        "url": ["https://kessing.example/1", "https://kessing.example/2"],
        "body": ["It held,  said Orrin.", None],
    }
)
cleaned = descrape.Cleaner(fields="text,sentences").clean_arrow(articles, text="body")
print(cleaned.column_names)
print(cleaned.to_pylist())
