import portal.accounts.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_identity'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='time_zone',
            field=models.CharField(blank=True, help_text='The clock of the desk; that of the site where empty.', max_length=40, validators=[portal.accounts.models.validate_time_zone], verbose_name='time zone'),
        ),
    ]
