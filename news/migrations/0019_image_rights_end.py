from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0018_site_hours")]

    operations = [
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(("rights_end__isnull", False)),
                fields=["rights_end"],
                name="image_rights_end",
            ),
        ),
    ]
