"""Makes ``spark`` and ``%%sql`` in an IPython kernel that has PySpark.

The server runs this text in a namespace of its own, in which ``PROPERTIES`` is set, and reads from the payload whether PySpark
was there. Running it again changes nothing.
"""

import importlib.util

from IPython import get_ipython


def start(shell):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    for name, value in PROPERTIES.items():
        builder = builder.master(value) if name == "spark.master" else builder.config(name, value)
    spark = builder.getOrCreate()

    def sql(line, cell=None):
        """Runs a statement of Spark SQL and shows its rows."""
        spark.sql(line if cell is None else cell).show()

    shell.register_magic_function(sql, "line_cell", "sql")
    shell.push({"spark": spark}, interactive=False)


shell = get_ipython()
has_spark = importlib.util.find_spec("pyspark") is not None
if has_spark and "spark" not in shell.user_ns:
    start(shell)
shell.payload_manager.write_payload({"source": "berth", "spark": has_spark})
